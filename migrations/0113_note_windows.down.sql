drop table note_windows;
