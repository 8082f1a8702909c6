"""The processor time of a program's processes, as the process that started them tells it to the zygote."""

import mmap


class Usage:
    """Memory that the zygote shares with the processes that it forks."""

    def __init__(self):
        self.memory = mmap.mmap(-1, mmap.PAGESIZE)
        self.view = memoryview(self.memory).cast("d")

    def tell(self, seconds):
        self.view[0] = seconds

    def seconds(self):
        return self.view[0]

    def close(self):
        """Called in a process that is not to tell anything."""
        self.view.release()
        self.memory.close()
