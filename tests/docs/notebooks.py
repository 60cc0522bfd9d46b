"""Running a notebook of docs/ against a release, and the form in which it is stored, for its test and its maker."""

import base64
import io
import os
import tempfile
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbformat import NotebookNode
from PIL import Image

PROJECT = Path(__file__).resolve().parent.parent.parent
NOTEBOOK = PROJECT / "docs" / "subjects-over-time.ipynb"
TIMEOUT = 120  # seconds for a cell; the first one imports pandas and matplotlib
COLOURS = 64
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def load(path: Path = NOTEBOOK) -> NotebookNode:
    """The notebook as it is stored."""
    return nbformat.read(path, as_version=4)


def execute(notebook: NotebookNode, outputs: Path) -> NotebookNode:
    """A copy with the outputs of its code cells, run where a reader runs it, in docs/, on the releases in ``outputs``.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell ended with an exception.
    """
    client = NotebookClient(
        nbformat.from_dict(notebook),
        timeout=TIMEOUT,
        record_timing=False,
        coalesce_streams=True,  # lines may arrive in one piece or in several
        resources={"metadata": {"path": str(NOTEBOOK.parent)}},
    )
    kernel = client.create_kernel_manager()
    # The kernel of this Python, whichever others the user has installed.
    kernel.kernel_spec_manager = KernelSpecManager(kernel_dirs=[])
    with tempfile.TemporaryDirectory() as scratch:
        # Sockets in a folder: no port is open to others.
        kernel.transport, kernel.ip = "ipc", str(Path(scratch, "kernel"))
        changed = {
            "READOUTS_OUTPUTS": str(outputs),
            "IPYTHONDIR": scratch,  # no history and no settings of the user
            "MATPLOTLIBRC": os.devnull,
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        }
        client.execute(env={**os.environ, **changed}, cleanup_kc=True)
    return normalised(client.nb)


def normalised(notebook: NotebookNode) -> NotebookNode:
    """The notebook without what differs from machine to machine and from run to run, valid by its format."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({})
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output.metadata = nbformat.from_dict({})
            if png := output.get("data", {}).get("image/png"):
                output.data["image/png"] = _small(png)
    nbformat.validate(notebook)
    return notebook


def save(notebook: NotebookNode, path: Path = NOTEBOOK) -> None:
    """Write the notebook, in the form that git keeps."""
    nbformat.write(notebook, path)


def _small(png: str) -> str:
    """A plot in base64 with a palette, as another one of a third of the size."""
    small = io.BytesIO()
    with Image.open(io.BytesIO(base64.b64decode(png))) as picture:
        picture.convert("RGB").quantize(COLOURS).save(small, "PNG", optimize=True)
    return base64.b64encode(small.getvalue()).decode("ascii")
