"""Why a whole delivery is refused (拒收原因).

Faults of single rows are no errors: they quarantine the row and stand in `checks`.
"""

from __future__ import annotations

from rongxin.base.common.errors import DomainError


class DeliveryRefused(DomainError):
    """Base of the refusals that end a batch: the file, not the platform, is at fault (拒收)."""


class FileUnreadable(DomainError):
    """The path names no file that can be read (文件无法读取)."""

    code = "ING-401"
    title = "读不到文件“{file}”"
    next_step = "请核对路径，并确认本进程有权读取该文件。"


class FileEmpty(DeliveryRefused):
    """The file has no bytes or no data rows (空文件)."""

    code = "ING-402"
    title = "文件“{file}”是空的：{detail}"
    next_step = "请重新导出后再报送；本期确无数据的，请以零报告说明。"


class FileTooLarge(DeliveryRefused):
    """The file is larger than the installation takes (文件过大)."""

    code = "ING-403"
    title = "文件“{file}”过大：{size}，上限为{limit}"
    next_step = "请按月份或地区拆分后分批报送，或由平台运营人员调整上限。"


class NotATable(DeliveryRefused):
    """The bytes are no CSV and no XLSX, whatever the name says (不是表格文件)."""

    code = "ING-404"
    title = "文件“{file}”不是可读的表格：{detail}"
    next_step = "请用 CSV（UTF-8 或 GB18030）或 XLSX 格式重新导出后再报送。"


class EncodingMixed(DeliveryRefused):
    """One file holds text in two encodings, or broken text (编码混杂)."""

    code = "ING-405"
    title = "文件“{file}”第 {line} 行的文字编码与前面不一致"
    next_step = "请统一按 UTF-8 或 GB18030 重新导出，不要拼接不同编码的文件。"


class WorkbookProtected(DeliveryRefused):
    """The workbook asks for a password (工作簿加密)."""

    code = "ING-406"
    title = "工作簿“{file}”设有打开密码"
    next_step = "请取消密码后再报送，传输安全由平台保证。"


class WorkbookSuspicious(DeliveryRefused):
    """The workbook unpacks to far more than it may (压缩炸弹)."""

    code = "ING-407"
    title = "工作簿“{file}”解压后过大或结构异常：{detail}"
    next_step = "请改用 CSV 报送，或拆分成几个工作簿。"


class SheetAmbiguous(DeliveryRefused):
    """Several sheets look like this item (多张工作表)."""

    code = "ING-408"
    title = "工作簿“{file}”中有多张工作表都像“{item}”：{sheets}"
    next_step = "请每个文件只放一张数据表。"


class HeadingMissing(DeliveryRefused):
    """No heading row was found, or required columns are absent (缺少必备列)."""

    code = "ING-410"
    title = "文件“{file}”缺少必备列：{missing}。{detail}"
    next_step = "请按模板补齐表头（命令：rongxin catalogue template {item}）后再报送。"


class HeadingRepeated(DeliveryRefused):
    """Two columns claim the same field (表头重复)."""

    code = "ING-411"
    title = "文件“{file}”中有两列都对应“{field}”：{headings}"
    next_step = "请只保留其中一列后再报送。"


class ColumnsShifted(DeliveryRefused):
    """The values stand under the wrong headings (整表错列)."""

    code = "ING-412"
    title = "文件“{file}”整表错列：{detail}"
    next_step = "请核对导出时的列顺序或未加引号的逗号，改正后重新报送。"


class QuoteUnclosed(DeliveryRefused):
    """A quotation mark opens and never closes (引号未闭合)."""

    code = "ING-413"
    title = "文件“{file}”从第 {line} 行开始的引号没有闭合"
    next_step = "请检查该行的英文双引号，补齐后重新报送。"


class LineTooLong(DeliveryRefused):
    """One line or cell is longer than any real one (行过长)."""

    code = "ING-414"
    title = "文件“{file}”第 {line} 行过长，不像表格的一行"
    next_step = "请确认换行符和引号正确，重新导出后再报送。"


class TooManyColumns(DeliveryRefused):
    """More columns than any table has (列过多)."""

    code = "ING-415"
    title = "文件“{file}”有 {columns} 列，上限为 {limit} 列"
    next_step = "请只保留清单要求的列后再报送。"


class FormulasEverywhere(DeliveryRefused):
    """Most rows are computed by formulas, so nothing in them can be trusted (公式过多)."""

    code = "ING-416"
    title = "工作簿“{file}”多数行含公式单元格（如 {cells}），平台不采信公式结果"
    next_step = "请在表格软件中“选择性粘贴为数值”后再报送。"


class ItemUnknown(DomainError):
    """The item is not in the catalogue (信息项不存在)."""

    code = "ING-420"
    title = "没有代码为“{item}”的信息项"
    next_step = "可用的信息项：{known}。"


class SourceUnknown(DomainError):
    """The source is not a registered provider (数据提供单位不存在)."""

    code = "ING-421"
    title = "没有代码为“{source}”的数据提供单位"
    next_step = "已登记的数据提供单位：{known}。"


class SourceNotForItem(DomainError):
    """The profile does not give this item to this provider (非本单位信息项)."""

    code = "ING-422"
    title = "数据提供单位“{source}”不负责信息项“{item}”"
    next_step = "该单位负责：{known}。如清单有调整，请先更新地区配置。"


class NotYourBatch(DomainError):
    """Only the provider and the platform see a batch (非本单位批次)."""

    code = "ING-423"
    title = "批次“{batch}”不存在，或不是本单位报送的"
    next_step = "请在本单位的报送记录中选择批次。"


class BatchBusy(DomainError):
    """Another process is checking this very batch (批次处理中)."""

    code = "ING-424"
    title = "批次“{batch}”正在由另一个进程校核"
    next_step = "请稍后查看结果，不必重复报送。"


class DeliveryDamaged(DeliveryRefused):
    """The kept file no longer opens under its key or digest (留存文件损坏)."""

    code = "ING-425"
    title = "留存的报送文件“{file}”已损坏，无法校核"
    next_step = "请重新报送，并请运营人员检查存储。"


class RejectionsNotWritable(DomainError):
    """The workbook of faulty rows cannot be written (退回文件无法写出)."""

    code = "ING-426"
    title = "无法写出问题行文件“{file}”"
    next_step = "请换一个可写的位置；批次结果不受影响。"


class SenderNotSource(DomainError):
    """A clerk delivers for another department (代他单位报送)."""

    code = "ING-427"
    title = "您不能以“{source}”的名义报送"
    next_step = "请以本单位账号报送本单位的数据。"


class AttemptsExhausted(DomainError):
    """The process died again and again while checking this file (多次处理中断)."""

    code = "ING-428"
    title = "批次“{batch}”的处理已中断 {attempts} 次，不再自动重试"
    next_step = "请检查磁盘与内存后重新报送同一文件，或联系平台运营人员。"
