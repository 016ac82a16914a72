"""Whether an index and an encoder belong together."""

from pathlib import Path

from tutor.retrieval.encoding import TextEncoder
from tutor.retrieval.errors import EncoderMismatchError, index_command
from tutor.retrieval.manifest import EncoderEntry


def require_same_encoder(index_dir: Path, built_with: EncoderEntry, encoder: TextEncoder) -> None:
    """Raise unless the encoder is the one that the index was built with.

    Raises:
        EncoderMismatchError: It is another one; vectors of two encoders can't be compared.
    """
    if built_with.fingerprint == encoder.fingerprint:
        return
    rebuild = index_command(index_dir, "--encoder", encoder.name, "--rebuild")
    if built_with.name == encoder.name:
        raise EncoderMismatchError(
            f"The index in {index_dir} was built with other files of the encoder {encoder.name}: "
            f"build it anew with `{rebuild}`."
        )
    raise EncoderMismatchError(
        f"The index in {index_dir} was built with the encoder {built_with.name}, not with "
        f"{encoder.name}: use `--encoder {built_with.name}`, or build it anew with `{rebuild}`."
    )
