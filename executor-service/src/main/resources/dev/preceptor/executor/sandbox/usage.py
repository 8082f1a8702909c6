"""The CPU time of a program's processes, which their parent process reports to the zygote."""

import mmap


class Usage:
    """A value in memory that the zygote shares with its children."""

    def __init__(self):
        self.memory = mmap.mmap(-1, mmap.PAGESIZE)
        self.view = memoryview(self.memory).cast("d")

    def tell(self, seconds):
        """Reports the CPU time, in seconds."""
        self.view[0] = seconds

    def seconds(self):
        """The CPU time that was last reported, in seconds."""
        return self.view[0]

    def close(self):
        """Releases the memory in a process that reports nothing."""
        self.view.release()
        self.memory.close()
