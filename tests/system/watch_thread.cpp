// For LD_PRELOAD: counts what one thread does that a real-time thread must not, once it has waited.
#include "system/watch_thread.hpp"

#include "system/libc_heap.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

using redstart::WatchedThread;

constexpr std::size_t doorbell_bytes = 8;

WatchedThread nobody_looks;
WatchedThread* shared = &nobody_looks;
const char* watched_name = "";

// Not by the allocating way that a library's thread-local variables take else.
[[gnu::tls_model("initial-exec")]] thread_local bool is_watched = false;
[[gnu::tls_model("initial-exec")]] thread_local bool has_waited = false;

[[gnu::constructor]] void open_the_file() noexcept {
    const char* path = std::getenv("WATCH_THREAD_FILE");
    const char* name = std::getenv("WATCH_THREAD");
    const int fd = path == nullptr || name == nullptr ? -1 : ::open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) return;
    void* file = ::mmap(nullptr, sizeof(WatchedThread), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    ::close(fd);
    if (file == MAP_FAILED) return;
    shared = static_cast<WatchedThread*>(file);
    watched_name = name;
}

/// Whether that is code of the program, or of the C++ library for it, and not of libasound.
bool is_the_program(const void* code) noexcept {
    Dl_info info{};
    return ::dladdr(code, &info) == 0 || std::strstr(info.dli_fname, "libasound") == nullptr;
}

void note(const char* what) noexcept {
    if (!is_watched || !has_waited) return;
    if (shared->forbidden++ == 0) std::strncpy(shared->first, what, sizeof shared->first - 1);
}

template <class Function>
Function* real(const char* name) noexcept {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

} // namespace

#define HEAP note(__func__)
#define BY_THE_PROGRAM                                                                             \
    if (is_watched && is_the_program(__builtin_return_address(0))) note(__func__)
#define PASS(function, ...)                                                                        \
    static const auto next = real<decltype(::function)>(#function);                                \
    return next(__VA_ARGS__)

extern "C" {

int pthread_setname_np(pthread_t thread, const char* name) noexcept {
    if (::pthread_equal(thread, ::pthread_self()) != 0)
        is_watched = std::strcmp(name, watched_name) == 0;
    PASS(pthread_setname_np, thread, name);
}
int ppoll(pollfd* polled, nfds_t count, const timespec* limit, const sigset_t* signals) {
    if (is_watched) {
        has_waited = true;
        ++shared->waits;
    }
    PASS(ppoll, polled, count, limit, signals);
}

void* malloc(std::size_t bytes) noexcept {
    HEAP;
    return __libc_malloc(bytes);
}
void* calloc(std::size_t number, std::size_t bytes) noexcept {
    HEAP;
    return __libc_calloc(number, bytes);
}
void* realloc(void* memory, std::size_t bytes) noexcept {
    HEAP;
    return __libc_realloc(memory, bytes);
}
void free(void* memory) noexcept {
    if (memory != nullptr) HEAP;
    __libc_free(memory);
}
void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept {
    HEAP;
    return __libc_memalign(alignment, bytes);
}
int posix_memalign(void** memory, std::size_t alignment, std::size_t bytes) noexcept {
    HEAP;
    void* made = __libc_memalign(alignment, bytes);
    if (made == nullptr) return ENOMEM;
    *memory = made;
    return 0;
}

int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
    BY_THE_PROGRAM;
    PASS(pthread_mutex_lock, mutex);
}
int pthread_rwlock_rdlock(pthread_rwlock_t* lock) noexcept {
    BY_THE_PROGRAM;
    PASS(pthread_rwlock_rdlock, lock);
}
int pthread_rwlock_wrlock(pthread_rwlock_t* lock) noexcept {
    BY_THE_PROGRAM;
    PASS(pthread_rwlock_wrlock, lock);
}
int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex) {
    BY_THE_PROGRAM;
    PASS(pthread_cond_wait, condition, mutex);
}
int nanosleep(const timespec* asked, timespec* left) {
    BY_THE_PROGRAM;
    PASS(nanosleep, asked, left);
}
int usleep(useconds_t microseconds) {
    BY_THE_PROGRAM;
    PASS(usleep, microseconds);
}

ssize_t read(int fd, void* room, std::size_t bytes) {
    if (bytes > doorbell_bytes) BY_THE_PROGRAM;
    PASS(read, fd, room, bytes);
}
ssize_t write(int fd, const void* from, std::size_t bytes) {
    if (bytes > doorbell_bytes) BY_THE_PROGRAM;
    PASS(write, fd, from, bytes);
}
ssize_t writev(int fd, const iovec* parts, int count) {
    BY_THE_PROGRAM;
    PASS(writev, fd, parts, count);
}
ssize_t pwritev(int fd, const iovec* parts, int count, off_t place) {
    BY_THE_PROGRAM;
    PASS(pwritev, fd, parts, count, place);
}
ssize_t pwritev64(int fd, const iovec* parts, int count, off64_t place) {
    BY_THE_PROGRAM;
    PASS(pwritev64, fd, parts, count, place);
}
int fsync(int fd) {
    BY_THE_PROGRAM;
    PASS(fsync, fd);
}
int fdatasync(int fd) {
    BY_THE_PROGRAM;
    PASS(fdatasync, fd);
}
}
