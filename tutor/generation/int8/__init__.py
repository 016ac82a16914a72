"""A decoder for int8 weights on the CPU, on PyTorch's integer kernels.

It reads the file that was prepared for CTranslate2 and does the same arithmetic, with kernels that
come nearer to the memory's speed; `docs/performance.md` has the figures.
"""
