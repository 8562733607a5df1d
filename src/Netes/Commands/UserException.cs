namespace Netes.Commands;

/// <summary>Something that the user can mend; the message says how. Shown without a stack trace.</summary>
internal sealed class UserException : Exception
{
    public UserException(string message) : base(message) { }

    public UserException(string message, Exception inner) : base(message, inner) { }
}
