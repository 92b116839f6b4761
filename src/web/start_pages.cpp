// madvise(2) on each segment that is mapped without the right to write, and the free heap.
#include "web/start_pages.hpp"

#include <cstddef>
#include <cstdint>
#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

namespace redstart {
namespace {

int let_go(dl_phdr_info* object, std::size_t /*size*/, void* /*unused*/) noexcept {
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    for (unsigned i = 0; i < object->dlpi_phnum; ++i) {
        const ElfW(Phdr)& segment = object->dlpi_phdr[i];
        if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0) continue;
        const std::uintptr_t begin = object->dlpi_addr + segment.p_vaddr;
        const std::uintptr_t first = begin / page * page, end = begin + segment.p_memsz;
        ::madvise(reinterpret_cast<void*>(first), end - first, MADV_DONTNEED);
    }
    return 0;
}

} // namespace

void let_go_of_start_pages() noexcept {
    ::malloc_trim(0);
    ::dl_iterate_phdr(let_go, nullptr);
}

} // namespace redstart
