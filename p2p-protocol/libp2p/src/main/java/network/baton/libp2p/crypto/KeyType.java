package network.baton.libp2p.crypto;

/** Kinds of identity keys. */
public enum KeyType {
  RSA(0),
  ED25519(1),
  SECP256K1(2),
  ECDSA(3);

  private final int code;

  KeyType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static KeyType ofCode(long code) {
    for (KeyType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new IllegalArgumentException("unknown key type " + code);
  }
}
