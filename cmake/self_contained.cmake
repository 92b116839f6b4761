# A program that runs on any system of its release: all but libc and libasound is linked into it.
include(CheckLinkerFlag)

# use_archive(TARGET FILE PREFIX): the static library of what pkg-config found as PREFIX.
function(use_archive target file prefix)
    find_library(${prefix}_ARCHIVE ${file} HINTS ${${prefix}_LIBDIR} REQUIRED)
    add_library(${target} STATIC IMPORTED GLOBAL)
    set_target_properties(${target} PROPERTIES
        IMPORTED_LOCATION ${${prefix}_ARCHIVE}
        INTERFACE_INCLUDE_DIRECTORIES "${${prefix}_INCLUDE_DIRS}")
endfunction()

use_archive(redstart_gpiod_archive libgpiod.a GPIOD)
use_archive(redstart_nettle_archive libnettle.a NETTLE)
set(REDSTART_GPIOD redstart_gpiod_archive)
set(REDSTART_NETTLE redstart_nettle_archive)

# Of the archives only what is used.
add_compile_options(-ffunction-sections -fdata-sections)

# A bit for each relocation instead of 24 bytes, which Debian 12's loader knows; a linker that
# cannot do it for its machine says so in a warning. And no padding for pages of 64 KiB, which no
# Raspberry Pi has: its largest are of 16.
# All of the program at once: the partitions that link-time optimisation makes by itself cost 8 KB.
set(small_layout -flto-partition=one LINKER:--gc-sections)
check_linker_flag(CXX LINKER:--fatal-warnings,-z,pack-relative-relocs CAN_PACK_RELOCATIONS)
if(CAN_PACK_RELOCATIONS)
    list(APPEND small_layout LINKER:-z,pack-relative-relocs)
endif()
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
    list(APPEND small_layout LINKER:-z,max-page-size=16384)
endif()

# make_self_contained(PROGRAM): fails the build where the program would need anything more.
function(make_self_contained program)
    target_link_options(${program} PRIVATE -static-libstdc++ -static-libgcc ${small_layout})
    add_custom_command(TARGET ${program} POST_BUILD VERBATIM
        COMMAND ${PROJECT_SOURCE_DIR}/cmake/check_needed ${CMAKE_READELF} $<TARGET_FILE:${program}>)
endfunction()
