package io.quorate.discovery.kube;

import io.quorate.core.model.upstream.Endpoint;
import io.quorate.discovery.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What a finder told, and on which threads. */
final class Heard implements Consumer<Finding> {
    private final List<Finding> findings = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    @Override
    public synchronized void accept(Finding finding) {
        findings.add(finding);
        threads.add(Thread.currentThread());
        notifyAll();
    }

    synchronized List<Finding> all() {
        return List.copyOf(findings);
    }

    synchronized List<Thread> threads() {
        return List.copyOf(threads);
    }

    synchronized int count() {
        return findings.size();
    }

    /** Waits until these are what was found last. */
    void untilFound(String... addresses) {
        until(last -> addressesOf(last).equals(List.of(addresses)));
    }

    /** Waits until nothing could be found last, for a reason that has this in it. */
    void untilFailed(String part) {
        until(last -> last instanceof Finding.Failed failed && failed.reason().contains(part));
    }

    /** Waits until more was told than before, such as this. */
    synchronized void until(Predicate<Finding> last) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (findings.isEmpty() || !last.test(findings.get(findings.size() - 1))) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("waited in vain; told: " + findings);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                throw new AssertionError("told: " + findings, e);
            }
        }
    }

    static List<String> addressesOf(Finding finding) {
        return finding instanceof Finding.Found found
                ? found.endpoints().stream()
                        .map(Endpoint::address)
                        .map(Object::toString)
                        .toList()
                : List.of("failed");
    }
}
