package io.quorate.proxy.log;

import io.quorate.core.model.AccessLogSettings;
import io.quorate.core.model.AccessLogSettings.Format;
import io.quorate.proxy.meter.AttemptResult;
import java.util.random.RandomGenerator;

/** Makes the lines of the requests of one event loop. It belongs to that loop, and never waits. */
public final class Scribe {
    private static final int SERVER_ERROR = 500;

    private final AccessLog log;
    private final RandomGenerator random;
    private final LineBuffer buffer = new LineBuffer();
    private final Layout json = new JsonLayout();
    private final Layout text = new TextLayout();

    Scribe(AccessLog log, RandomGenerator random) {
        this.log = log;
        this.random = random;
    }

    /** For a request that begins. */
    public Story story() {
        return log.settings().isOn() ? Story.begun() : Story.UNTOLD;
    }

    /**
     * Whether a line is to be made of it: of a share of the requests, and of each that went wrong on our side.
     *
     * @param cut as in {@link Entry.Answer}
     */
    public boolean wants(Story story, int status, String cut) {
        if (!story.isTold() || !log.settings().isOn()) {
            return false;
        }
        boolean brokenOff = !cut.isEmpty() && !cut.equals(AttemptResult.CLIENT.word());
        return status >= SERVER_ERROR || brokenOff || story.notes().size() > 1 || isDrawn(log.settings());
    }

    /** Makes a line of a request that is just over. */
    public void tell(Entry entry) {
        long nanos = System.nanoTime() - entry.startedNanos();
        long startedMillis = System.currentTimeMillis() - nanos / 1_000_000;
        buffer.clear();
        Layout layout = log.settings().format() == Format.JSON ? json : text;
        layout.write(entry, startedMillis, nanos, buffer);
        log.take(buffer.line());
    }

    private boolean isDrawn(AccessLogSettings settings) {
        return settings.share() >= 1 || random.nextDouble() < settings.share();
    }
}
