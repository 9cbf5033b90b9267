package io.quorate.proxy.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes lines, on a thread of its own, several times a second. What cannot be written is kept and tried again each
 * second; lines are thrown away only where there is no room for more of them.
 */
final class LogWriter implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** How often it is looked whether the file is still there, and what failed is tried again. */
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** More than any line has. */
    static final int BATCH_BYTES = 64 << 10;

    private final Backlog backlog;
    private final LogMetrics metrics;
    private final Runnable onEnd;
    private final ByteBuffer batch = ByteBuffer.allocateDirect(BATCH_BYTES).limit(0);
    private LogFile file = new LogFile("");
    private long lookAtNanos = System.nanoTime();
    private boolean failing;
    private volatile String wanted = "";
    private volatile boolean ending;

    LogWriter(Backlog backlog, LogMetrics metrics, Runnable onEnd) {
        this.backlog = backlog;
        this.metrics = metrics;
        this.onEnd = onEnd;
    }

    /** Where lines go from now on; what was handed over before goes where it was to go. */
    void follow(String path) {
        wanted = path;
    }

    /** It ends once it has written what there is, if that can be. */
    void end() {
        ending = true;
    }

    @Override
    public void run() {
        try {
            boolean last = false;
            while (!last) {
                last = ending;
                step(last);
                if (!last) {
                    pause();
                }
            }
        } catch (RuntimeException defect) {
            LOG.error("event=access_log_ended", defect);
        } finally {
            onEnd.run();
        }
    }

    private void step(boolean last) {
        String path = wanted;
        boolean moves = !path.equals(file.path());
        boolean looks = System.nanoTime() - lookAtNanos >= 0;
        if (looks) {
            lookAtNanos = System.nanoTime() + LOOK_NANOS;
        }
        if (moves || looks || last || !failing) {
            writeAll();
        }
        if (moves) {
            leave();
            file = new LogFile(path);
            failing = false;
            metrics.failing(false);
            dropIfOff();
            writeAll();
        } else if (looks && file.isGone()) {
            leave();
            writeAll();
        }
        if (last) {
            leave();
            drop(backlog.lines());
        }
    }

    private void writeAll() {
        if (file.path().isEmpty()) {
            return;
        }
        try {
            // Even without a line: that a file is there shows that there is a log.
            do {
                file.write(batch);
                recovered();
            } while (fill());
        } catch (IOException e) {
            failed(e);
        }
    }

    /** Takes as many lines as there is room for. */
    private boolean fill() {
        batch.clear();
        byte[] next = backlog.next();
        while (next != null && next.length <= batch.remaining()) {
            batch.put(next);
            backlog.taken();
            next = backlog.next();
        }
        batch.flip();
        return batch.hasRemaining();
    }

    /** Closes the file. A line of which it has a part is lost: its rest means nothing in another. */
    private void leave() {
        if (batch.position() > 0 && batch.hasRemaining() && batch.get(batch.position() - 1) != '\n') {
            while (batch.hasRemaining() && batch.get() != '\n') {
                // What is left of that line is skipped.
            }
            metrics.dropped(1);
        }
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("event=access_log_not_closed path={} cause={}", file.path(), e.toString());
        }
    }

    /** Once it is off, throws away what could not be written while it was on; but not what is taken once it is on again. */
    private void dropIfOff() {
        int before = backlog.lines();
        if (file.path().isEmpty() && wanted.isEmpty()) {
            drop(before);
        }
    }

    /** Throws away what is in the batch and, besides, so many lines. */
    private void drop(int lines) {
        long dropped = 0;
        while (batch.hasRemaining()) {
            dropped += batch.get() == '\n' ? 1 : 0;
        }
        for (int i = 0; i < lines; i++) {
            backlog.taken();
        }
        if (dropped + lines > 0) {
            metrics.dropped(dropped + lines);
        }
    }

    private void failed(IOException cause) {
        if (!failing) {
            failing = true;
            metrics.failing(true);
            LOG.error("event=access_log_failing path={} cause={}", file.path(), cause.toString());
        }
    }

    private void recovered() {
        if (failing) {
            failing = false;
            metrics.failing(false);
            LOG.info("event=access_log_recovered path={}", file.path());
        }
    }

    private void pause() {
        if (file.path().isEmpty() && wanted.isEmpty()) {
            LockSupport.park(this);
        } else if (!backlog.isFilling() || failing) {
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
    }
}
