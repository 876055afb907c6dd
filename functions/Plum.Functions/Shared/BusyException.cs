namespace Plum.Functions.Shared;

/// <summary>Too many at once. Nothing was changed; the caller may try again in a moment.</summary>
public sealed class BusyException(string message = "The account is being changed by many requests at once; try again.")
    : Exception(message);
