using Azure;

namespace Plum.Functions.Shared;

/// <summary>
/// A value as it was read, and the version it had then: saving succeeds only while that version is the newest.
/// </summary>
public sealed record Stored<T>(T Value, ETag Version);
