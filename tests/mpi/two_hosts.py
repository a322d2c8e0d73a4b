"""Two hosts on one machine: each a network and a host name of its own (Linux namespaces), with a cable between them.

Open MPI takes processes for neighbours by their host's name, so ranks on the two share no memory and talk through TCP.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from pathlib import Path

ADDRESSES = ("10.213.77.1", "10.213.77.2")


class NotPermitted(Exception):
    """Namespaces need root, or a system that lets others make them."""


class TwoHosts:
    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="lexicnn-hosts-")
        self._holders: list[subprocess.Popen[str]] = []
        try:
            for number in range(2):
                self._holders.append(self._hold(number))
            self._connect()
            self._agent = self._write_agent()
        except (OSError, subprocess.CalledProcessError) as error:
            self.close()
            detail = getattr(error, "stderr", "") or error
            raise NotPermitted(f"this machine does not let the test make two hosts: {detail}") from error

    def close(self) -> None:
        """The namespaces go with the last process in them."""
        for holder in self._holders:
            holder.kill()
            holder.communicate()
        self._folder.cleanup()

    def mpirun(self, first: int, second: int, program: str, *arguments: object) -> list[str]:
        """A command that runs so many ranks on each host."""
        hosts = ",".join(f"{address}:{ranks}" for address, ranks in zip(ADDRESSES, (first, second), strict=True))
        settings = {"plm_rsh_agent": self._agent, "btl_tcp_if_include": "eth0", "oob_tcp_if_include": "eth0"}
        flags = [word for name, value in settings.items() for word in ("--mca", name, str(value))]
        return [*self._on(0), "mpirun", "--oversubscribe", "--host", hosts, "-n", str(first + second), *flags,
                program, *map(str, arguments)]

    def processes(self, number: int, name: str = "lexicnn") -> list[int]:
        """The processes of this name on a host, in the order of their numbers."""
        network = os.stat(f"/proc/{self._holders[number].pid}/ns/net").st_ino
        found = subprocess.run(["pgrep", "-x", name], capture_output=True, text=True, check=False).stdout.split()
        out = []
        for process in sorted(map(int, found)):
            with contextlib.suppress(FileNotFoundError):
                if os.stat(f"/proc/{process}/ns/net").st_ino == network:
                    out.append(process)
        return out

    def _hold(self, number: int) -> subprocess.Popen[str]:
        """A process that keeps the namespaces of a host alive."""
        script = f"hostname lexicnn-host-{number} && ip link set lo up && echo ready && exec sleep infinity"
        holder = subprocess.Popen(["unshare", "--net", "--uts", "sh", "-c", script], text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if holder.stdout.readline() != "ready\n":
            holder.kill()
            raise OSError(holder.communicate()[1].strip())
        return holder

    def _on(self, number: int) -> list[str]:
        return ["nsenter", "--target", str(self._holders[number].pid), "--net", "--uts"]

    def _connect(self) -> None:
        other = str(self._holders[1].pid)
        commands = [(0, f"link add eth0 type veth peer name eth0 netns {other}")]
        for number, address in enumerate(ADDRESSES):
            commands += [(number, f"addr add {address}/24 dev eth0"), (number, "link set eth0 up")]
        for number, command in commands:
            subprocess.run([*self._on(number), "ip", *command.split()], check=True, capture_output=True, text=True)

    def _write_agent(self) -> Path:
        """What mpirun takes for ssh: AGENT HOST COMMAND…"""
        agent = Path(self._folder.name) / "agent"
        agent.write_text(f'#!/bin/sh\nshift\nexec {" ".join(self._on(1))} sh -c "$*"\n')
        agent.chmod(0o755)
        return agent
