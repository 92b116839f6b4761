# Cross-building for 64-bit ARM: Raspberry Pi 3, 4, 5, Zero 2 W with a 64-bit system.
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(REDSTART_TARGET aarch64-linux-gnu)
set(REDSTART_DEBIAN_ARCHITECTURE arm64)
include(${CMAKE_CURRENT_LIST_DIR}/debian-multiarch.cmake)
