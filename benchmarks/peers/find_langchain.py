"""The four nearest pieces of text by LangChain, from the index of index_langchain.py."""

import time

from langchain_community.vectorstores import FAISS
from langchain_huggingface import HuggingFaceEmbeddings
from lines import Value, answers, serve, task

with answers() as out:
    given = task()
    embeddings = HuggingFaceEmbeddings(model_name=given["encoder"])
    # The index beside which the pickled texts lie was written by this benchmark.
    store = FAISS.load_local(given["index"], embeddings, allow_dangerous_deserialization=True)

    def find(request: Value) -> Value:
        """Title and text of each."""
        started = time.perf_counter()
        found = store.similarity_search(request["question"], k=4)
        seconds = time.perf_counter() - started
        passages = [(chunk.metadata["source"], chunk.page_content) for chunk in found]
        return {"passages": passages, "seconds": seconds}

    find({"question": "What is a first question for?"})  # loads what is loaded late
    serve(find, out)
