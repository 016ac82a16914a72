"""txtai's way: the same pieces of text in a hybrid index (vectors and BM25) with their contents."""

import json

from langchain_text_splitters import MarkdownTextSplitter
from lines import answers, markdown_files, task
from txtai import Embeddings

with answers() as out:
    given = task()
    splitter = MarkdownTextSplitter(chunk_size=1000, chunk_overlap=100)
    texts = splitter.create_documents(
        [path.read_text("utf-8") for path in markdown_files(given["notes"])]
    )
    embeddings = Embeddings(path=given["encoder"], hybrid=True, content=True)
    embeddings.index([(row, chunk.page_content, None) for row, chunk in enumerate(texts)])
    embeddings.save(given["index"])
    print(json.dumps({"chunks": len(texts)}), file=out)
