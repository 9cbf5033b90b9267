package io.quorate.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.List;

/**
 * The buffers outside the heap that nobody has released yet, as the leak detector knows them while it is paranoid. It would
 * tell only of those that are collected before they are released, and only then; here one that is merely forgotten is seen
 * at once.
 */
final class LiveBuffers {
    private static final Collection<?> LIVE = live();

    private LiveBuffers() {}

    static int count() {
        return (int) LIVE.stream().filter(LiveBuffers::isToBeReleased).count();
    }

    /** Where the last of them were made and touched. */
    static List<String> described() {
        return LIVE.stream()
                .filter(LiveBuffers::isToBeReleased)
                .map(Object::toString)
                .distinct()
                .limit(5)
                .toList();
    }

    /** Netty's constants are made when they are first needed, and stay. */
    private static boolean isToBeReleased(Object buffer) {
        return !buffer.toString().contains("LeakPresenceDetector.staticInitializer");
    }

    private static Collection<?> live() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        try {
            Field detector = Class.forName("io.netty.buffer.AbstractByteBuf").getDeclaredField("leakDetector");
            detector.setAccessible(true);
            Field live = ResourceLeakDetector.class.getDeclaredField("allLeaks");
            live.setAccessible(true);
            Collection<?> all = (Collection<?>) live.get(detector.get(null));
            assertSees(all);
            return all;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("leak detector: of another kind than that of Netty 4.2", e);
        }
    }

    /** Or else whatever leaks would not be seen either. */
    private static void assertSees(Collection<?> all) {
        int before = all.size();
        ByteBuf buffer = Unpooled.directBuffer(1);
        boolean seen = all.size() == before + 1;
        buffer.release();
        if (!seen || all.size() != before) {
            throw new IllegalStateException("leak detector: does not follow every buffer");
        }
    }
}
