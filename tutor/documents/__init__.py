"""From files to documents and from documents to the chunks that are searched."""
