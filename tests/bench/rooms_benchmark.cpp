// What the rooms on the way of the sound cost by themselves: ring, levels, WAV writer.
#include "audio/chunk_ring.hpp"
#include "audio/level_watch.hpp"
#include "wav/file.hpp"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <vector>

namespace redstart {
namespace {

constexpr Frames chunk = 1024;

AudioFormat format_of(const benchmark::State& state) {
    return {48000, static_cast<unsigned>(state.range(0)),
            static_cast<SampleFormat>(state.range(1))};
}

void count(benchmark::State& state, const AudioFormat& format, Frames frames) {
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * frames);
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                            static_cast<std::int64_t>(format.bytes(frames)));
}

/// A chunk goes through: pushed, looked at, given back.
void ring(benchmark::State& state) {
    const AudioFormat format = format_of(state);
    ChunkRing ring(format, chunk, 64 * chunk);
    Frames place = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(ring.back().data());
        ring.push(place, chunk);
        place += chunk;
        benchmark::DoNotOptimize(ring[0]);
        ring.pop();
    }
    count(state, format, chunk);
}

void levels(benchmark::State& state) {
    const AudioFormat format = format_of(state);
    Levels levels(format);
    FiguresLog log(format.channels);
    LevelWatch watch(format, judged_channels(format.channels, {}), levels, log);
    const std::vector<std::byte> sound(format.bytes(chunk), std::byte{17});
    for (auto _ : state) {
        watch.hear(0, sound);
        log.forget_before(chunk);
    }
    count(state, format, chunk);
}

/// A second of sound, then a sync: what the writer does while a take runs.
void wav_file(benchmark::State& state) {
    const AudioFormat format = format_of(state);
    std::string folder = std::filesystem::temp_directory_path() / "redstart-bench-XXXXXX";
    if (::mkdtemp(folder.data()) == nullptr) return state.SkipWithError("no folder for a take");
    LockedMemory sound(format.bytes(format.rate));
    {
        WavFile file(folder + "/take.wav", format, {.rf64 = true});
        for (auto _ : state) {
            if (file.append(sound.bytes()) || file.sync()) state.SkipWithError("the card is full");
        }
    }
    count(state, format, format.rate);
    std::filesystem::remove_all(folder);
}

void formats(benchmark::internal::Benchmark* benchmark) {
    for (const auto sample : {SampleFormat::s16_le, SampleFormat::s24_3le, SampleFormat::s32_le})
        for (const std::int64_t channels : {2, 8})
            benchmark->Args({channels, static_cast<std::int64_t>(sample)});
}

BENCHMARK(ring)->Args({2, static_cast<std::int64_t>(SampleFormat::s16_le)});
BENCHMARK(levels)->Apply(formats);
BENCHMARK(wav_file)->Args({2, static_cast<std::int64_t>(SampleFormat::s16_le)})->Iterations(50);

} // namespace
} // namespace redstart

BENCHMARK_MAIN();
