"""From characters with boxes on a page to paragraphs, lists, formulas and headings."""
