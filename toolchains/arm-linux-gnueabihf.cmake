# Cross-building for 32-bit ARMv7: Raspberry Pi 2 and later with a 32-bit system, not Pi 1 and Zero.
set(CMAKE_SYSTEM_PROCESSOR armv7l)
set(REDSTART_TARGET arm-linux-gnueabihf)
set(REDSTART_DEBIAN_ARCHITECTURE armhf)
include(${CMAKE_CURRENT_LIST_DIR}/debian-multiarch.cmake)
