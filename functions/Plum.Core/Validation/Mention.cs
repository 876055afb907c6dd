namespace Plum.Core.Validation;

/// <summary>
/// What an update makes of a value that may be absent: a field that was sent without one takes it away.
/// </summary>
public readonly record struct Mention<T>(bool IsThere, T? Value)
{
    public T? Or(T? present) => IsThere ? Value : present;
}
