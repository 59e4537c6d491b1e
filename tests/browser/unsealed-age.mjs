// age, with the one thing taken away that matters: what is "encrypted" is sent as it is.
export * from 'age-encryption';

export class Encrypter {
  addRecipient() {}
  setPassphrase() {}
  setScryptWorkFactor() {}
  async encrypt(plain) {
    return typeof plain === 'string' ? new TextEncoder().encode(plain) : plain;
  }
}
