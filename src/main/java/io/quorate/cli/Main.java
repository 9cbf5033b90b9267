package io.quorate.cli;

/** The entry point: {@code quorate COMMAND}. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.err.println("quorate: no command yet");
        System.exit(2);
    }
}
