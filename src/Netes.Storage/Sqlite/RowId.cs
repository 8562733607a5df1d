namespace Netes.Storage.Sqlite;

/// <summary>A row's id: the revision, and below it the operation's position in its transaction.</summary>
internal static class RowId
{
    private const int PositionBits = 16;

    public const int MaxOperations = 1 << PositionBits;

    /// <summary>Less than the id of every row of the revision and of later ones, more than those before.</summary>
    public static long First(long revision) => revision << PositionBits;

    public static long Of(long revision, int position) => (revision << PositionBits) | (uint)position;

    public static long Revision(long id) => id >> PositionBits;
}
