package io.quorate.probe;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.vertx.core.impl.buffer.VertxByteBufAllocator;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Hears what Netty's leak detector, paranoid in tests, has to say; it speaks when a buffer is collected unreleased. */
public final class LeakWatch implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
    private final ListAppender<ILoggingEvent> heard = new ListAppender<>();

    public LeakWatch() {
        collect();
        heard.start();
        logger.addAppender(heard);
    }

    /** The leaks found since this was made, each with where its buffer was last touched. */
    public List<String> leaks() {
        collect();
        return heard.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Override
    public void close() {
        logger.detachAppender(heard);
    }

    /** Leaks are reported by the next allocations after a collection, of the kind of allocator that leaked. */
    private static void collect() {
        for (int i = 0; i < 5; i++) {
            System.gc();
            for (int k = 0; k < 100; k++) {
                VertxByteBufAllocator.POOLED_ALLOCATOR.directBuffer(1).release();
                PooledByteBufAllocator.DEFAULT.directBuffer(1).release();
            }
        }
    }
}
