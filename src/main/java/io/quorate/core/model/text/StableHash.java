package io.quorate.core.model.text;

/** A 64-bit hash that is the same on every member, every run and every Java version. */
public final class StableHash {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private StableHash() {}

    /** FNV-1a over the characters, mixed by the finaliser of MurmurHash3 so that near texts land far apart. */
    public static long of(String text) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return mix(hash);
    }

    /** The hash of numbers in their order. */
    public static long of(long... numbers) {
        long hash = FNV_OFFSET;
        for (long number : numbers) {
            hash = then(hash, number);
        }
        return hash;
    }

    /** The hash of what the hash is of, and then that number. */
    public static long then(long hash, long number) {
        return mix((hash ^ number) * FNV_PRIME);
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
