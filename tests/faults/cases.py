# All faults that are made on purpose, in the order of docs/reliability.md.
from dataclasses import dataclass
from typing import Callable, Optional

from . import arecord

SILENCE = 'as long a silence, marked'


@dataclass
class Case:
    name: str            # for the command line
    injected: str        # for the table
    tests: str           # "PROGRAM FILTER, ..."
    lost: str = '{frames_lost}'  # with figures that the tests recorded; without: what they assert
    files: str = '{files_lost}'
    beside: Optional[Callable] = None  # the same fault for arecord; says what became of its take
    alone: bool = False  # its tests need the machine, or the disk, for themselves
    on_disk: bool = False  # too large for memory
    slow: bool = False   # minutes

    @property
    def is_counted(self):
        return '{' in self.lost


def asserted(name, injected, tests, lost='0', files='0', **more):
    """One whose tests fail where it does not hold, and count nothing."""
    return Case(name, injected, tests, lost, files, **more)


PARTS = [
    ('Nothing goes wrong', [
        asserted('stop', 'a take is stopped: Ctrl-C, SIGTERM, `-d`', 'system_record_test *KeepsAll*:EveryShape.*',
                 beside=arecord.stopped),
    ]),
    ('The process ends, or the power', [
        Case('crash', 'SIGKILL at a storage call', 'faulty_disk_test *CrashPoints*/end*', beside=arecord.killed),
        Case('torn', 'SIGKILL in the middle of a write', 'faulty_disk_test *CrashPoints*/tear*'),
        Case('power', 'power cut after a storage call: what was not synced is there, is not, or some of its sectors',
             'faulty_disk_test PowerCuts.*', '{frames_lost} of what was synced', beside=arecord.power_cut),
        asserted('left-overs', 'a file left behind in each state that a crash can leave',
                 'takes_test LeftOvers.*, system_trouble_test Killed.*'),
    ]),
    ('The card says no', [
        Case('eio', 'EIO from a call that writes', 'faulty_disk_test *CardErrors*/EIO', beside=arecord.fails('EIO')),
        Case('erofs', 'EROFS from a call that writes', 'faulty_disk_test *CardErrors*/EROFS', beside=arecord.fails('EROFS')),
        Case('enospc', 'ENOSPC from a call that writes: the take ends there', 'faulty_disk_test *CardErrors*/ENOSPC',
             '{frames_lost} of what was written', beside=arecord.fails('ENOSPC')),
        Case('eintr', 'EINTR from a call that writes', 'faulty_disk_test *CardErrors*/EINTR', beside=arecord.fails('EINTR')),
        Case('short', 'half of a write', 'faulty_disk_test *CardErrors*/short', beside=arecord.short),
        Case('lookup', 'EIO, ESTALE or EACCES from a lookup, a read, a list of a folder or'
             ' a look for space', 'faulty_disk_test *CardQuestions*'),
        asserted('no-lookup', 'a card whose folders cannot be searched for a while', 'faulty_disk_test SilentCard.*',
                 '0; a fault until it answers'),
        asserted('away', 'a card that is away: for less than the ring lasts, or for longer',
                 'deck_test *ErrorAtAnyCall*:CardErrors.*, station_test CardGone*',
                 '0; for longer, what the ring cannot hold: the next take begins with the rest'),
        asserted('no-card', 'the folder is missing at the start', 'system_trouble_test *FolderThatIsMissing*',
                 beside=arecord.no_folder),
    ]),
    ('The card stalls', [
        Case('stall', 'a sync that hangs for ring less 5 s (3 s), at 48k stereo and at 192k with 8 channels',
             'faulty_disk_test *Stall.OfTheRing*', '{frames_lost}; the LED says so after {shown_after_ms} ms',
             beside=arecord.stalls(3), alone=True),
        Case('long-stall', 'the same for 12 s, with a ring of 8 s', 'faulty_disk_test *Stall.Longer*',
             '{frames_lost}: the difference, as silence, marked', beside=arecord.stalls(12), alone=True),
        asserted('orders', 'a press, 40 marks, a stop and SIGTERM while the card hangs',
                 'deck_test StalledOrders.*, faulty_disk_test CardThatHangs.*',
                 '0; every order that was taken is obeyed'),
        asserted('press', 'a press while the last take closes on a slow card', 'station_test Press.*',
                 '0: the next take begins at the press'),
        asserted('ring', 'a card that stands still for the ring of 30 s less 5 s, and for the ring and 3 s',
                 'deck_test *Stall.*', '0; then exactly the difference, ' + SILENCE, '-'),
    ]),
    ('Frames are lost on their way', [
        asserted('overrun', 'the device overruns', 'system_record_test *Overran*, deck_test DeckTest.ALoss*, system_gaps_test *OfAnOverrun', SILENCE,
                 beside=arecord.overrun),
        asserted('full-ring', 'the ring is full', 'deck_test DeckTest.AFullRing*:DeckTest.ATakeWhose*, system_gaps_test *OfAFullRing', SILENCE),
        asserted('unplug', 'the microphone is unplugged in a take, and comes back',
                 'system_trouble_test *WhenTheMicrophoneReturns, deck_test DeckTest.ADeviceThat*,'
                 ' system_gaps_test *OfAReplug', SILENCE,
                 beside=arecord.unplugged),
        asserted('silent', 'the device opens and gives no frames, or falls silent in a take',
                 'alsa_test *Silent*, station_test Microphone.That*', '-; a fault until it gives sound'),
        asserted('suspected', 'the device swallows frames and reports nothing; a busy machine, and drift, are none',
                 'audio_test UnreportedGaps.*:DriftFit.*, system_gaps_test *Suspected', SILENCE),
        asserted('slew', 'NTP slews the clock by 300 ms in 6 s; frames that are lost meanwhile',
                 'system_clocks_test *Slew*, audio_test UnreportedGaps.*Ramp*', '0; ' + SILENCE),
        asserted('suspend', 'the machine is suspended in a take, for 10 s',
                 'system_clocks_test *Suspend*', SILENCE),
    ]),
    ('Limits', [
        Case('large', '4.3 GiB: on in a new file, or RF64 in place; read by sox, ffprobe and sndfile-info',
             'system_large_test *', beside=arecord.large, alone=True, on_disk=True, slow=True),
        Case('split-time', 'cut by time, 192k with 8 channels', 'system_split_test *ByTime*', beside=arecord.splits,
             alone=True),
        Case('split-order', 'cut by `split`, 192k with 8 channels', 'system_split_test *ByOrder*', alone=True),
        Case('split-signal', 'cut by SIGUSR1, 192k with 8 channels', 'system_split_test *BySignal*', alone=True),
    ]),
    ('Space and time', [
        asserted('full', 'the card gets full: the take ends, or the oldest go',
                 'system_space_test *, takes_test Retention.*', '0 of what was written', '0 that may not go'),
        asserted('clock', 'no clock, one that jumps, summer time, two takes in a second',
                 'takes_test Time.*:TakeNamesTest.*, base_test ClockState.*', beside=arecord.same_name),
    ]),
    ('The sidecar, and repair', [
        asserted('sidecar', 'a bit of the sound, a mark or the end of the file is changed; a crash with marks',
                 'system_sidecar_test *, takes_test TakeFileTest.*', '0 marks; `verify` finds each change'),
        asserted('repair', 'arecord, sox, ffmpeg, a libsndfile program and Redstart are killed; `repair --apply`',
                 'system_repair_test *, wav_test Repair.*:Beyond4GiB.*', '0: byte for byte as after a clean stop'),
    ]),
    ('A part hangs, or somebody is hostile', [
        asserted('watchdog', 'writer, capture thread, loop or folder hang', 'system_hang_test *',
                 '0 of what was synced; not fed any more', slow=True),
        asserted('hostile', 'broken WAV headers and requests, clients that hang or flood',
                 'wav_test *HostileHeader*, control_test Protocol.*:ControlServer.*:Listener.*, system_hostile_test *',
                 '0', '0'),
    ]),
]

CASES = [case for _, cases in PARTS for case in cases]
