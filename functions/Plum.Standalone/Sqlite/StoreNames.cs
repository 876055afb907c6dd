using System.Collections.Concurrent;

namespace Plum.Standalone.Sqlite;

/// <summary>The tables or queues of a store by name, with the number that stands for each in its rows.</summary>
/// <remarks>The writer changes it; anybody may read. It may run ahead of the disk by the commit that is under way.</remarks>
internal sealed class StoreNames(int kind)
{
    public const int Tables = 0;
    public const int Queues = 1;

    // Table names ignore case; queue names are all lower case.
    private readonly ConcurrentDictionary<string, long> _ids = new(StringComparer.OrdinalIgnoreCase);

    public long? Find(string name) => _ids.TryGetValue(name, out var id) ? id : null;

    /// <summary>False when the name is taken.</summary>
    public bool Add(Database db, string name)
    {
        if (_ids.ContainsKey(name))
        {
            return false;
        }

        db.Prepare("INSERT INTO names(kind, name) VALUES (?1, ?2)").Bind(1, kind).Bind(2, name).Run();
        _ids[name] = db.Single("SELECT last_insert_rowid()");
        return true;
    }

    public void Remove(Database db, string name, long id)
    {
        db.Prepare("DELETE FROM names WHERE id = ?1").Bind(1, id).Run();
        _ids.TryRemove(name, out _);
    }

    /// <summary>Goes back to what is on disk.</summary>
    public void Load(Database db)
    {
        var stored = new Dictionary<string, long>();
        using (var rows = db.Prepare("SELECT name, id FROM names WHERE kind = ?1").Bind(1, kind))
        {
            while (rows.Step())
            {
                stored[rows.Text(0)] = rows.Long(1);
            }
        }

        _ids.Clear();
        foreach (var (name, id) in stored)
        {
            _ids[name] = id;
        }
    }
}
