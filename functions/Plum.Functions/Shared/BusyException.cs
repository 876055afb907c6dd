namespace Plum.Functions.Shared;

/// <summary>Others kept changing the same rows first. Nothing was changed; the caller may try again in a moment.</summary>
public sealed class BusyException() : Exception("The account is being changed by many requests at once; try again.");
