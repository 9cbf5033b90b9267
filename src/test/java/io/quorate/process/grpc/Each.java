package io.quorate.process.grpc;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.function.Consumer;

/** Tells of each message, and once of the end. */
record Each(Consumer<byte[]> message, Consumer<Status> end) implements StreamObserver<byte[]> {
    @Override
    public void onNext(byte[] value) {
        message.accept(value);
    }

    @Override
    public void onError(Throwable problem) {
        end.accept(Status.fromThrowable(problem));
    }

    @Override
    public void onCompleted() {
        end.accept(Status.OK);
    }
}
