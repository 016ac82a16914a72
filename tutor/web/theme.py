"""How the page looks: Gradio's plainest theme in our colours, with the fonts that are there."""

import gradio as gr
from gradio.themes.utils import colors, sizes

_SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "sans-serif")
_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "DejaVu Sans Mono", "monospace")


def theme() -> gr.themes.Base:
    """The theme; naming only system fonts keeps Gradio from asking Google for others."""
    return gr.themes.Base(
        primary_hue=colors.teal,
        neutral_hue=colors.stone,
        text_size=sizes.text_md,
        radius_size=sizes.radius_lg,
        font=_SANS,
        font_mono=_MONO,
    ).set(
        body_background_fill="#fbfaf8",
        body_background_fill_dark="#171614",
        body_text_color="#25221e",
        body_text_color_dark="#e9e5df",
        button_primary_background_fill="#0f6e66",
        button_primary_background_fill_hover="#0b5851",
        button_primary_background_fill_dark="#57c9bb",
        button_primary_background_fill_hover_dark="#7ad8cc",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#0d2421",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_shadow="none",
        block_padding="0",
        layout_gap="0",
    )
