/* The least that a recorder can cost: ALSA's frames into one aligned block, the block past the page
 * cache onto the card, a sync each second, no header, no meter, no button.
 *
 * limit DEVICE FILE SECONDS RATE CHANNELS BITS
 *
 * It serves the bench as the physical limit and is no recorder: what goes wrong ends it. */
#define _GNU_SOURCE
#include <alsa/asoundlib.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { block_bytes = 1 << 20, page = 4096 };

static void check(long result, const char *what) {
    if (result >= 0) return;
    fprintf(stderr, "limit: %s: %ld\n", what, result);
    exit(1);
}

static snd_pcm_t *open_device(const char *name, unsigned rate, unsigned channels, int bits) {
    snd_pcm_t *pcm;
    snd_pcm_hw_params_t *hw;
    snd_pcm_sw_params_t *sw;
    unsigned second = 1000000;
    snd_pcm_uframes_t period = 1024, buffer;
    snd_pcm_hw_params_alloca(&hw);
    snd_pcm_sw_params_alloca(&sw);
    check(snd_pcm_open(&pcm, name, SND_PCM_STREAM_CAPTURE, 0), name);
    check(snd_pcm_hw_params_any(pcm, hw), "parameters");
    check(snd_pcm_hw_params_set_access(pcm, hw, SND_PCM_ACCESS_RW_INTERLEAVED), "access");
    check(snd_pcm_hw_params_set_format(
              pcm, hw, bits == 32 ? SND_PCM_FORMAT_S32_LE : SND_PCM_FORMAT_S16_LE), "format");
    check(snd_pcm_hw_params_set_channels(pcm, hw, channels), "channels");
    check(snd_pcm_hw_params_set_rate(pcm, hw, rate, 0), "rate");
    check(snd_pcm_hw_params_set_buffer_time_near(pcm, hw, &second, NULL), "buffer");
    check(snd_pcm_hw_params_set_period_size_near(pcm, hw, &period, NULL), "period");
    check(snd_pcm_hw_params(pcm, hw), "hardware");
    check(snd_pcm_hw_params_get_buffer_size(hw, &buffer), "buffer");
    check(snd_pcm_sw_params_current(pcm, sw), "software");
    check(snd_pcm_sw_params_set_avail_min(pcm, sw, buffer / 2), "avail_min");
    check(snd_pcm_sw_params(pcm, sw), "software");
    return pcm;
}

static time_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

int main(int argc, char **argv) {
    if (argc != 7) return 2;
    const unsigned rate = atoi(argv[4]), channels = atoi(argv[5]);
    const int bits = atoi(argv[6]);
    const size_t frame = channels * bits / 8;
    snd_pcm_t *pcm = open_device(argv[1], rate, channels, bits);
    int file = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC | O_DIRECT, 0666);
    if (file < 0) file = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0666);
    check(file, argv[2]);
    char *block = aligned_alloc(page, block_bytes);
    size_t filled = 0;
    time_t synced = now();
    for (long long left = (long long)(atof(argv[3]) * rate); left > 0;) {
        snd_pcm_uframes_t room = (block_bytes - filled) / frame, half = rate / 2;
        if (room > half) room = half;
        if (room > (snd_pcm_uframes_t)left) room = left;
        const snd_pcm_sframes_t got = snd_pcm_readi(pcm, block + filled, room);
        check(got, "read");
        filled += got * frame;
        left -= got;
        const int due = now() != synced;
        if (!due && left > 0 && block_bytes - filled >= frame) continue;
        const size_t whole = filled / page * page;
        check(write(file, block, whole), "write");
        memmove(block, block + whole, filled -= whole);
        if (due) fdatasync(file);
        synced = now();
    }
    fdatasync(file);
    close(file);
    return 0;
}
