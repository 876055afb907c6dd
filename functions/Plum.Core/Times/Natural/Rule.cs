namespace Plum.Core.Times.Natural;

/// <summary>One way of writing a part of a time.</summary>
/// <param name="Read">Takes up what the piece says; null for a way that the reference knows and we refuse.</param>
internal sealed record Rule(Shape Shape, Action<Piece, Reading>? Read = null);
