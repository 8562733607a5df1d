namespace Netes.Storage.Sqlite.Writes;

/// <summary>The leases on disk, and which keys hang on them.</summary>
internal sealed class LeaseRows(Database database)
{
    private readonly Statement _insert = database.Prepare("INSERT INTO leases (id, ttl) VALUES (?1, ?2)");
    private readonly Statement _exists = database.Prepare("SELECT 1 FROM leases WHERE id = ?1");
    private readonly Statement _delete = database.Prepare("DELETE FROM leases WHERE id = ?1");
    private readonly Statement _all = database.Prepare("SELECT id, ttl FROM leases");

    /// <summary>A key belongs to the lease of its newest row only.</summary>
    private readonly Statement _keys = database.Prepare("""
        SELECT key FROM revisions r WHERE lease = ?1 AND id = (SELECT max(id) FROM revisions WHERE key = r.key) ORDER BY key
        """);

    public void Insert(long lease, long seconds) => _insert.Bind(1, lease).Bind(2, seconds).Run();

    public void Delete(long lease) => _delete.Bind(1, lease).Run();

    /// <exception cref="StoreException"><see cref="StoreError.LeaseNotFound"/>.</exception>
    public void Require(long lease)
    {
        var exists = _exists.Bind(1, lease).Step();
        _exists.Reset();
        if (!exists) throw new StoreException(StoreError.LeaseNotFound, $"lease {lease:x} not found");
    }

    public List<string> Keys(long lease)
    {
        var keys = new List<string>();
        _keys.Bind(1, lease);
        while (_keys.Step()) keys.Add(_keys.Text(0));
        _keys.Reset();
        return keys;
    }

    public List<(long Lease, TimeSpan TimeToLive)> All()
    {
        var leases = new List<(long, TimeSpan)>();
        while (_all.Step()) leases.Add((_all.Int64(0), TimeSpan.FromSeconds(_all.Int64(1))));
        _all.Reset();
        return leases;
    }
}
