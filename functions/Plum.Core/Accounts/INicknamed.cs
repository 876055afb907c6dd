namespace Plum.Core.Accounts;

/// <summary>What campaigns refer to by id or nickname: a schedule or a profile.</summary>
public interface INicknamed
{
    /// <summary>Unique among the account's resources of this kind, from 1 upwards.</summary>
    int Id { get; }

    /// <summary>
    /// At most 64 characters, compared exactly, unique among the account's resources of this kind; or null.
    /// </summary>
    string? Nickname { get; }
}
