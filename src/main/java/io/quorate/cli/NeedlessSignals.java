package io.quorate.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals by which other servers read their config again or open their logs anew. Nothing has to be told that here, and
 * what becomes of them if nobody takes them is that the process ends.
 */
final class NeedlessSignals {
    private static final Logger LOG = LoggerFactory.getLogger(NeedlessSignals.class);

    private NeedlessSignals() {}

    /** From now on such a signal is told in the log, and nothing else comes of it. */
    static void ignore() {
        List.of("HUP", "USR1").forEach(NeedlessSignals::ignore);
    }

    private static void ignore(String name) {
        try {
            handle(name);
        } catch (ReflectiveOperationException e) {
            // Java keeps it for itself, as with -Xrs, or the system has none of the name.
            Throwable cause = e instanceof InvocationTargetException thrown ? thrown.getTargetException() : e;
            LOG.debug("event=signal_not_taken signal={} cause=\"{}\"", name, cause.toString());
        }
    }

    /** By reflection: there is no other way to a signal, and the compiler's warning of this one cannot be turned off. */
    private static void handle(String name) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object told = Proxy.newProxyInstance(
                NeedlessSignals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                    LOG.info("event=signal_ignored signal={} reason=\"files are followed without it\"", name);
                    return null;
                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), told);
    }
}
