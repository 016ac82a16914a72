"""The words of the page: all that a visitor reads, in one place and ready to be translated."""
