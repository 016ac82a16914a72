"""From characters with boxes on a page to the paragraphs, lists, formulas and headings of a text."""
