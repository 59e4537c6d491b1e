//! Policy files as an editor may have left them, made one.
