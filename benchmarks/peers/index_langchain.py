"""LangChain's way: its Markdown splitter, sentence-transformers, FAISS, saved to a folder."""

import json

from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import MarkdownTextSplitter
from lines import answers, markdown_files, task

with answers() as out:
    given = task()
    documents = [
        Document(path.read_text("utf-8"), metadata={"source": path.name})
        for path in markdown_files(given["notes"])
    ]
    splitter = MarkdownTextSplitter(chunk_size=1000, chunk_overlap=100)
    chunks = splitter.split_documents(documents)
    embeddings = HuggingFaceEmbeddings(model_name=given["encoder"])
    FAISS.from_documents(chunks, embeddings).save_local(given["index"])
    print(json.dumps({"chunks": len(chunks)}), file=out)
