//! What the screens are called, and the steps that many tests share.
