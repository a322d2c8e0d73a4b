"""Captures VGG16's 13 convolutions with a peer, in the peer's own environment; prints the seconds that took.

peer_capture.py fne|thingsvision VGG16.onnx IMAGES.txt [FEATURES.npy]: reads the images with Pillow, resizes and
normalises them as lexicnn does for this network, and runs the PyTorch network in batches of 16 on all
threads. Python's imports and the making of the network are not timed. `fne` is used as its users do, `fit`
with a classifier that costs nothing; `thingsvision` runs the network once a layer, as its command does, and is
given the spatial mean that it lacks. FEATURES.npy takes the means over the maps, to see that all capture the same.
"""

import sys
import time
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset

BATCH = 16
MEAN_BGR = torch.tensor([103.939, 116.779, 123.68])[:, None, None]


def vgg16(path: str) -> nn.Sequential:
    """The convolutions of the ONNX file and what stands between them, up to the last one's ReLU."""
    graph = onnx.load(path).graph
    weights = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    network = nn.Sequential()
    for node in graph.node:
        name = node.name.replace("/", "_")
        if node.op_type == "Conv":
            kernel, bias = (torch.tensor(weights[name]) for name in node.input[1:3])
            layer = nn.Conv2d(kernel.shape[1], kernel.shape[0], 3, padding=1)
            layer.weight.data, layer.bias.data = kernel, bias
            network.add_module(name, layer)
        elif node.op_type == "Relu":
            network.add_module(name, nn.ReLU(inplace=True))
            if name == "block5_relu3":
                return network.eval()
        elif node.op_type == "MaxPool":
            network.add_module(name, nn.MaxPool2d(2))
    raise SystemExit(f"{path}: not the VGG16 of `make models`")


class Images(Dataset):
    def __init__(self, files: list[str]):
        self.files = files

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, place: int) -> tuple[torch.Tensor, float]:
        with Image.open(self.files[place]) as image:
            pixels = np.array(image.convert("RGB").resize((224, 224), Image.Resampling.BILINEAR), dtype=np.float32)
        return torch.from_numpy(pixels[:, :, ::-1].copy()).permute(2, 0, 1) - MEAN_BGR, 0.0


class NoClassifier:
    """Keeps what it is given: the embedding is the work that is timed."""

    def fit(self, features: np.ndarray, labels: np.ndarray) -> None:
        self.features = features


def convolutions(network: nn.Sequential) -> list[str]:
    return [name for name, layer in network.named_children() if isinstance(layer, nn.Conv2d)]


def run_fne(network: nn.Sequential, loader: DataLoader) -> np.ndarray:
    from fne.fne_torch import FullNetworkEmbedding

    embedding = FullNetworkEmbedding(network, convolutions(network), NoClassifier())
    embedding.fit(loader)
    return embedding._all_features.numpy()


def run_thingsvision(network: nn.Sequential, loader: DataLoader) -> np.ndarray:
    from thingsvision import get_extractor_from_model

    extractor = get_extractor_from_model(model=network, device="cpu", backend="pt")
    layers = []
    for name in convolutions(network):
        maps = extractor.extract_features(batches=loader, module_name=name, flatten_acts=False)
        layers.append(maps.mean(axis=(2, 3)))
    return np.concatenate(layers, axis=1)


def main(peer: str, model: str, images: str, features: str | None = None) -> None:
    run = {"fne": run_fne, "thingsvision": run_thingsvision}[peer]
    network = vgg16(model)
    loader = DataLoader(Images(Path(images).read_text().splitlines()), batch_size=BATCH)
    # Imports and first use; on another network, since fne leaves its hooks behind.
    run(vgg16(model), DataLoader(Images(Path(images).read_text().splitlines()[:2]), batch_size=2))
    start = time.perf_counter()
    with torch.no_grad():
        captured = run(network, loader)
    print("seconds", time.perf_counter() - start)
    if features:
        np.save(features, captured)


if __name__ == "__main__":
    main(*sys.argv[1:])
