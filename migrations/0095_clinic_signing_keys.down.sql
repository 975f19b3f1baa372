drop table clinic_signing_keys;
