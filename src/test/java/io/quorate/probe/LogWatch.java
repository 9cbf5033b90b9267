package io.quorate.probe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Hears what is logged. */
public final class LogWatch implements AutoCloseable {
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger ours = (Logger) LoggerFactory.getLogger("io.quorate");
    private final @Nullable Level before;
    private final ListAppender<ILoggingEvent> heard = new ListAppender<>();

    public LogWatch() {
        this(Level.WARN);
    }

    /** Hears also what is less than a warning, of ours. */
    public static LogWatch ofAll() {
        return new LogWatch(Level.INFO);
    }

    private LogWatch(Level ofOurs) {
        before = ours.getLevel();
        if (ofOurs != Level.WARN) {
            ours.setLevel(ofOurs);
        }
        heard.start();
        root.addAppender(heard);
    }

    /** Whatever was a warning or worse: the faults of endpoints are none of that. */
    public List<String> complaints() {
        return List.copyOf(heard.list).stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .map(event -> event.getLoggerName() + ": " + event.getFormattedMessage())
                .toList();
    }

    /** What was said of these events, in order, whatever its level; the rest of each line may be anything. */
    public List<String> events(String... names) {
        return List.copyOf(heard.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> List.of(names).stream().anyMatch(name -> line.startsWith("event=" + name + " ")))
                .toList();
    }

    @Override
    public void close() {
        root.detachAppender(heard);
        ours.setLevel(before);
    }
}
