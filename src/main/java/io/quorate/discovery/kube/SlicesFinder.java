package io.quorate.discovery.kube;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceList;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.quorate.discovery.Finder;
import io.quorate.discovery.Finding;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * List, watch, and again. A watch that ends when it was to is followed by one from where it ended; whatever else ends it,
 * a list says how things are, and whether the server can be reached at all. Confined to one event loop.
 */
final class SlicesFinder implements Finder {
    private static final long NONE = -1;

    private final Context context;
    private final SlicesSource source;
    private final SlicesTiming timing;
    private final RetryPace pace;
    private final Consumer<Finding> told;

    private final Map<String, EndpointSlice> slices = new HashMap<>();
    private String version = "";
    private @Nullable Finding last;

    /** What belongs to an earlier round no longer counts. */
    private int round;

    private @Nullable Watch watch;
    private long watchedSince;
    private long next = NONE;
    private long batch = NONE;
    private boolean asking;
    private boolean closed;

    SlicesFinder(Context context, SlicesSource source, SlicesTiming timing, RetryPace pace, Consumer<Finding> told) {
        this.context = context;
        this.source = source;
        this.timing = timing;
        this.pace = pace;
        this.told = told;
    }

    void begin() {
        context.runOnContext(ignored -> list());
    }

    /** On the event loop of whoever called {@code find}. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        letGo();
        cancel(batch);
        if (!asking) {
            source.release().run();
        }
    }

    private void list() {
        if (closed) {
            return;
        }
        letGo();
        asked(source.list(context)).onSuccess(this::listed).onFailure(failure -> failed(failure, "list"));
    }

    private void listed(EndpointSliceList list) {
        if (closed) {
            return;
        }
        slices.clear();
        list.getItems().forEach(slice -> slices.put(slice.getMetadata().getName(), slice));
        version = list.getMetadata().getResourceVersion();
        tell(SliceReader.read(source.wanted(), slices.values()));
        watch();
    }

    private void watch() {
        if (closed) {
            return;
        }
        letGo();
        int mine = round;
        watchedSince = System.nanoTime();
        asked(source.watch(context, version, new Events(mine)))
                .onSuccess(begun -> watching(mine, begun))
                .onFailure(failure -> failed(failure, "watch"));
    }

    private void watching(int mine, Watch begun) {
        if (mine != round) {
            source.end(begun);
            return;
        }
        watch = begun;
        next = in(timing.watch().plus(timing.grace()).toMillis(), this::list);
    }

    private void changed(int mine, Watcher.Action action, EndpointSlice slice) {
        if (mine != round) {
            return;
        }
        version = slice.getMetadata().getResourceVersion();
        switch (action) {
            case ADDED, MODIFIED -> slices.put(slice.getMetadata().getName(), slice);
            case DELETED -> slices.remove(slice.getMetadata().getName());
            case BOOKMARK, ERROR -> {
                return;
            }
        }
        if (batch == NONE) {
            batch = in(timing.batch().toMillis(), this::tellChanges);
        }
    }

    private void tellChanges() {
        batch = NONE;
        Finding found = SliceReader.read(source.wanted(), slices.values());
        if (!found.equals(last)) {
            tell(found);
        }
    }

    private void ended(int mine, boolean forgotten) {
        if (mine != round) {
            return;
        }
        Duration lived = Duration.ofNanos(System.nanoTime() - watchedSince);
        if (!forgotten && lived.compareTo(timing.watch()) >= 0) {
            pace.calm();
            watch();
        } else {
            letGo();
            next = in(pace.afterWatchOf(lived), this::list);
        }
    }

    private void failed(Throwable failure, String verb) {
        if (closed) {
            return;
        }
        letGo();
        if (batch != NONE) {
            cancel(batch);
            tellChanges();
        }
        tell(new Finding.Failed(Reasons.of(failure, verb)));
        if (!closed) {
            next = in(pace.afterFailure(), this::list);
        }
    }

    private void tell(Finding finding) {
        last = finding;
        told.accept(finding);
    }

    /** One question at a time; whoever closes meanwhile leaves the rest to the answer. */
    private <T> Future<T> asked(Future<T> answer) {
        asking = true;
        return answer.onComplete(ignored -> {
            asking = false;
            if (closed) {
                context.runOnContext(then -> source.release().run());
            }
        });
    }

    private void letGo() {
        round++;
        cancel(next);
        next = NONE;
        if (watch != null) {
            source.end(watch);
            watch = null;
        }
    }

    private long in(long millis, Runnable then) {
        return context.owner().setTimer(millis, ignored -> then.run());
    }

    private void cancel(long timer) {
        if (timer != NONE) {
            context.owner().cancelTimer(timer);
        }
    }

    /** What fabric8 tells on threads of its own. */
    private final class Events implements Watcher<EndpointSlice> {
        private final int mine;

        Events(int mine) {
            this.mine = mine;
        }

        @Override
        public void eventReceived(Action action, EndpointSlice slice) {
            onLoop(() -> changed(mine, action, slice));
        }

        @Override
        public void onClose() {
            onLoop(() -> ended(mine, false));
        }

        @Override
        public void onClose(WatcherException cause) {
            onLoop(() -> ended(mine, cause.isHttpGone()));
        }

        private void onLoop(Runnable task) {
            try {
                context.runOnContext(ignored -> task.run());
            } catch (RejectedExecutionException loopHasEnded) {
                // So nobody is left to be told.
                return;
            }
        }
    }
}
