"""An answer by transformers: bf16 weights, greedy, streamed."""

from threading import Thread

import torch
from lines import Stopwatch, Value, answers, serve, task
from transformers import AutoModelForCausalLM, AutoTokenizer, TextIteratorStreamer

with answers() as out:
    given = task()
    torch.set_num_threads(given["threads"])
    tokenizer = AutoTokenizer.from_pretrained(given["model"])
    model = AutoModelForCausalLM.from_pretrained(given["model"], dtype=torch.bfloat16)
    model.eval()

    def write(request: Value) -> Value:
        """The answer to chat messages."""
        watch = Stopwatch()
        inputs = tokenizer.apply_chat_template(
            request["messages"], add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
        streamer = TextIteratorStreamer(tokenizer, skip_prompt=True, skip_special_tokens=True)
        options = {"max_new_tokens": request["max_tokens"], "do_sample": False}
        worker = Thread(target=model.generate, kwargs={**inputs, **options, "streamer": streamer})
        worker.start()
        for piece in streamer:
            watch.hear(piece)
        worker.join()
        return {**watch.row(), "prompt_tokens": inputs["input_ids"].shape[1]}

    write({"messages": [{"role": "user", "content": "Hello"}], "max_tokens": 2})
    serve(write, out)
