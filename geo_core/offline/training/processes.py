"""The processes that train together, as torchrun starts them; without it, one alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import torch
import torch.distributed as dist

from geo_core.embedding.device import choose_device
from geo_core.settings import Device

PATIENCE = timedelta(days=1)
"""How long a process waits for the others: the first one trains heads in the meantime, and torchrun
itself ends all of them when one dies."""


@dataclass(frozen=True)
class Processes:
    """One process among `count`.

    Attributes
    ----------
    rank
        From 0; the process of rank 0 leads: it alone writes and prints.
    count
        1 where nobody shares the work.
    """

    rank: int = 0
    count: int = 1

    @property
    def leads(self) -> bool:
        """Whether this process writes and prints."""
        return self.rank == 0

    @property
    def own(self) -> slice:
        """Which items of a sequence are this process's; the shares of all are all of them."""
        return slice(self.rank, None, self.count)

    def sum(self, values: torch.Tensor) -> torch.Tensor:
        """The sum over all processes, in place."""
        if self.count > 1:
            dist.all_reduce(values)
        return values

    def wait(self) -> None:
        """Go on when all are here."""
        if self.count > 1:
            dist.barrier()

    def parallel(self, module: torch.nn.Module) -> torch.nn.Module:
        """A module whose gradients are means over the processes; all begin with the leader's weights."""
        if self.count == 1:
            return module
        return torch.nn.parallel.DistributedDataParallel(module)


ALONE = Processes()


@contextmanager
def joined(device: Device) -> Iterator[Processes]:
    """Join the processes that torchrun started beside this one: nccl between GPUs, else gloo.

    Parameters
    ----------
    device
        Where they compute; of several GPUs, each process takes the one of its local rank.
    """
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        yield ALONE
        return
    on_cuda = choose_device(device).type == "cuda"
    own = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0"))) if on_cuda else None
    if own is not None:
        torch.cuda.set_device(own)
    dist.init_process_group("nccl" if on_cuda else "gloo", timeout=PATIENCE, device_id=own)
    yield Processes(dist.get_rank(), dist.get_world_size())
    # Not after an error: the others may wait in a collective that this process will never reach.
    dist.destroy_process_group()
