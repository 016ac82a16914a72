"""The page in the browser: a Gradio app over one `Tutor`."""
