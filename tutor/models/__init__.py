"""Weights of the encoder and the language models: fetching, checking, converting them."""
